/**
 * The catalogue of everything that can need a person. One place feeds everything that shows
 * problems. A problem that is not in here cannot be raised.
 */
export interface Problem {
  readonly code: ProblemCode;
  /** One sentence on this very case: numbers, amounts, the other system's own words. Never personal data. */
  readonly detail: string;
}

export interface ProblemEntry {
  readonly title: string;
  readonly cause: string;
  readonly remedy: string;
  readonly who: 'finance' | 'shop' | 'developer';
}

const entry = (who: ProblemEntry['who'], title: string, cause: string, remedy: string): ProblemEntry => ({
  title,
  cause,
  remedy,
  who,
});

export const PROBLEMS = {
  orderNotFound: entry(
    'shop',
    'Centra does not know this order',
    'A webhook or a person named an order number that Centra does not return to this token.',
    'Check the number and that the API token may read the order’s store; then retry, or skip to close it.',
  ),
  captureRefused: entry(
    'shop',
    'The payment was not captured',
    'The payment provider refused the capture: too little authorised, expired, or suspected fraud.',
    'Do not send the parcel. Settle the payment in Centra or with the provider, then retry; or skip with a reason.',
  ),
  captureUnclear: entry(
    'finance',
    'It is not known whether the payment was captured',
    'The call to Centra broke off and Centra shows no capture since. Repeating it could take the money twice.',
    'Look the payment up at the provider. Captured: markDone with the provider’s reference, and mark the shipment as paid in Centra. Not captured: retry.',
  ),
  captureUnanswered: entry(
    'shop',
    'The payment provider has not answered the capture',
    'The provider took the request in and has not said for weeks whether the money was captured.',
    'Ask the provider. It goes on by itself once Centra shows the answer; captured but not shown there: markDone with the provider’s reference, and mark the shipment as paid in Centra. Not captured: skip the capture, with or without releasing the invoice.',
  ),
  capturedAmountDiffers: entry(
    'finance',
    'Captured and invoiced amount differ',
    'What was captured for this shipment is not its total in Centra, so an invoice would not match the money.',
    'Correct the shipment or the payment in Centra, then retry; or invoice by hand and markDone the invoice with its number.',
  ),
  amountsUnexplained: entry(
    'developer',
    'Centra’s amounts do not add up',
    'Lines, freight, fees, discounts and VAT of the shipment or return do not sum to its total.',
    'Compare the shipment in Centra line by line; report it with the shipment number; or invoice by hand and markDone with its number.',
  ),
  erpAmountDiffers: entry(
    'finance',
    'The ERP computed another amount',
    'The unbooked document that the ERP made has another total, VAT, account or quantity than Centra.',
    'Read the difference. Often a rounding or VAT setting in the ERP: correct it, then retry. The draft is then remade.',
  ),
  erpRoundsToWhole: entry(
    'finance',
    'The ERP rounds totals to whole kronor',
    'The company setting for rounding of the total is on, so invoices cannot equal what customers paid.',
    'Switch the rounding of totals (Öresavrundning) off in the ERP’s invoice settings, then retry.',
  ),
  erpQuantityForcedToZero: entry(
    'finance',
    'The ERP delivered fewer units than were shipped',
    'The warehouse module lowers the delivered quantity when an article is out of stock, and with it the total.',
    'Correct the stock in the ERP or allow negative stock, then retry.',
  ),
  vatRateMissing: entry(
    'finance',
    'The VAT rate does not exist in the ERP',
    'The order has a VAT rate that is not set up in the ERP.',
    'Add the rate in the ERP (Fortnox: Inställningar, Bokföring, Moms), for sales to another EU country that country’s; then retry.',
  ),
  currencyMissing: entry(
    'finance',
    'The currency does not exist in the ERP',
    'The order’s currency is not set up in the ERP.',
    'Add the currency in the ERP (Fortnox: Inställningar, Fakturering, Valuta), then retry.',
  ),
  accountMissing: entry(
    'finance',
    'The account does not exist in the ERP',
    'The mapping, or a default of the ERP, names an account that is missing or inactive there in the document’s year.',
    'Add or activate it in the ERP (Fortnox: Kontoplan of that year; Inställningar, Bokföring, Förvalda konton), or correct policy.mapping and restart; then retry.',
  ),
  customerMissing: entry(
    'finance',
    'The customer does not exist in the ERP',
    'The mapping names a customer number that the ERP does not have.',
    'Create or activate the customer in the ERP (Fortnox: Register, Kunder), or correct policy.mapping and restart; then retry.',
  ),
  articleMissing: entry(
    'finance',
    'The article does not exist in the ERP',
    'A stock document or row names an article number that the ERP does not have.',
    'Create it under exactly this number in the ERP (Fortnox: Register, Artiklar; kept in stock if we move its stock), then retry.',
  ),
  periodLocked: entry(
    'finance',
    'The bookkeeping period is locked',
    'The day of the document lies in a period that is closed in the ERP.',
    'Unlock it (Fortnox: Inställningar, Bokföring, Låsning av period) and retry, or let the policy use the day of booking (invoice.lockedPeriod: today).',
  ),
  fiscalYearMissing: entry(
    'finance',
    'The fiscal year does not exist in the ERP',
    'No fiscal year covers the day of the document.',
    'Create the year in the ERP (Fortnox: Inställningar, Bokföring, Räkenskapsår), then retry.',
  ),
  costCenterMissing: entry(
    'finance',
    'The cost centre does not exist in the ERP',
    'The mapping names a cost centre that is missing or inactive in the ERP.',
    'Add or activate it in the ERP (Fortnox: Kostnadsställen), or correct policy.mapping.costCenter and restart; then retry.',
  ),
  projectMissing: entry(
    'finance',
    'The project does not exist in the ERP',
    'The mapping names a project that is missing or closed in the ERP.',
    'Add or open it in the ERP (Fortnox: Projekt), or correct policy.mapping.project and restart; then retry.',
  ),
  paymentTermsMissing: entry(
    'finance',
    'The terms of payment do not exist in the ERP',
    'The mapping or the customer in the ERP names terms of payment that the ERP does not have.',
    'Add them in the ERP (Fortnox: Betalningsvillkor), or correct policy.mapping.payments and restart, or the customer; then retry.',
  ),
  paymentModeMissing: entry(
    'finance',
    'The mode of payment does not exist in the ERP',
    'The mapping names a mode of payment that the ERP does not have.',
    'Add it in the ERP (Fortnox: Betalningssätt), or correct policy.mapping.payments and restart; then retry.',
  ),
  deliveryWayMissing: entry(
    'finance',
    'The way of delivery does not exist in the ERP',
    'The customer in the ERP, or a default there, names a way of delivery that has been removed.',
    'Choose another one on the customer (Fortnox: Register, Kunder, Leveranssätt), then retry.',
  ),
  bankDetailsMissing: entry(
    'finance',
    'The company has no bank details in the ERP',
    'The ERP sends no invoice before it knows where it is to be paid.',
    'Fill in bankgiro, plusgiro or bank account (Fortnox: Inställningar, Företagsinställningar), then retry.',
  ),
  emailAddressMissing: entry(
    'shop',
    'There is no e-mail address to send the invoice to',
    'Neither the order in Centra nor the customer in the ERP has an e-mail address that the ERP accepts.',
    'Fill it in on the invoice’s customer in the ERP and retry, or send the invoice by other means and skip.',
  ),
  numberTaken: entry(
    'finance',
    'The ERP’s number series collides with itself',
    'The next invoice, OCR or customer number of the ERP is in use already.',
    'Move the series past the highest number in use (Fortnox: Inställningar, Fakturering, Nummerserier), then retry.',
  ),
  customerNumberTaken: entry(
    'finance',
    'The customer number cannot be given again in the ERP',
    'The number belonged to a customer that was removed there; the ERP never gives a number twice.',
    'Choose another customer number in policy.mapping and restart; then retry.',
  ),
  currencyDiffers: entry(
    'finance',
    'The currencies do not match in the ERP',
    'The invoice, its customer or the account of its payment are kept in different currencies in the ERP.',
    'Set the currency of the customer or the account in the ERP as on the invoice, or map another one; then retry.',
  ),
  documentLocked: entry(
    'finance',
    'The document can no longer be changed in the ERP',
    'Somebody has booked, paid, sent or finished the document in the ERP, so it refuses changes.',
    'Look at the document in the ERP. Right as it is: markDone with its number. Wrong: correct it there by hand, then markDone with the number of what stands.',
  ),
  mappingMissing: entry(
    'finance',
    'A value has no mapping',
    'The order has a country, VAT rate, payment method or warehouse that the mapping does not name.',
    'Add it to policy.mapping in the config file, restart, then retry.',
  ),
  documentCancelled: entry(
    'finance',
    'The document was cancelled in the ERP',
    'The document that was made for this shipment or return has been cancelled in the ERP.',
    'If it should exist: retry with recreate. If not: skip the step with the reason.',
  ),
  twoDocuments: entry(
    'finance',
    'Two live documents carry the same key',
    'The ERP holds more than one document for the same shipment or return that is not cancelled, and both may count: a draft that nobody got would have been cancelled by itself.',
    'Cancel the wrong one in the ERP and retry. Booked already: credit it by hand, then markDone with the number of the right one.',
  ),
  paymentRefused: entry(
    'finance',
    'The ERP refused the payment',
    'The payment does not fit the invoice: already paid, dated before it, or another currency.',
    'Read the ERP’s words; correct the invoice’s payments in the ERP, then retry or skip.',
  ),
  paymentSplitUnclear: entry(
    'finance',
    'It is not known how much of the capture a gift card paid',
    'Gift cards paid some of the order, and Centra’s payment entries do not tell how much of this shipment.',
    'Register the payments on the invoice by hand in the ERP, then markDone the payment step.',
  ),
  stockRefused: entry(
    'finance',
    'The ERP refused the stock document',
    'The warehouse module does not accept the movement: module off, unknown stock point, locked period or document.',
    'Read the ERP’s words; correct it in the warehouse module, then retry or skip.',
  ),
  stockCountedTwice: entry(
    'finance',
    'The stock would be counted twice',
    'The document names an article that the ERP keeps in stock, and would move it beside what moves it already.',
    'Let the invoice move stock (stock.mode: invoice), or name no articles (mapping.articles: none) and restart, or no longer keep the article in stock in the ERP; then retry.',
  ),
  stockNotMoved: entry(
    'finance',
    'The stock was not moved',
    'Invoices and credits are to move stock, and this one does not carry the goods or the article is not kept in stock.',
    'Before the document is made: keep the article in stock in the ERP (Fortnox: Register, Artiklar), then retry. After it: correct the stock in the ERP by hand, then skip this with the reason.',
  ),
  erpScopeMissing: entry(
    'developer',
    'The integration’s consent does not cover this call',
    'The ERP’s log-in lacks a scope: it was not asked for when the company gave its consent.',
    'Add the scope to the integration (Fortnox: developer portal), have a system administrator give consent again, then retry.',
  ),
  erpLicenceMissing: entry(
    'finance',
    'The company has no licence for this in the ERP',
    'A licence that the integration needs, or that of the integration itself, is not part of the company’s subscription.',
    'Order it (Fortnox: company name, Administrera användare; for example Integration, Fakturering, Lager), then retry.',
  ),
  erpAccessMissing: entry(
    'finance',
    'The ERP does not allow this call',
    'The user or service account in whose name the integration works lacks rights in the ERP.',
    'Have a system administrator grant the rights (Fortnox: company name, Administrera användare), then retry.',
  ),
  erpRequestInvalid: entry(
    'developer',
    'The ERP did not understand our request',
    'A field, value or character that Shipledger sent is not what the ERP accepts: a defect of Shipledger or a change of the ERP.',
    'Report it with the ERP’s words and code; make the document by hand meanwhile and markDone with its number, or retry once it is mended.',
  ),
  erpRefused: entry(
    'developer',
    'The ERP refused the document',
    'The ERP answered with an error for which no better explanation is known.',
    'Read the ERP’s words and code; correct the cause, then retry, or report it.',
  ),
  centraRefused: entry(
    'developer',
    'Centra refused the call',
    'Centra answered with an error, so nothing was changed there.',
    'Read Centra’s words; correct the cause in Centra, then retry.',
  ),
  centraAccessMissing: entry(
    'developer',
    'Centra’s API token may not do this',
    'The API token lacks a permission.',
    'Add the permission that is named to the token in Centra, then retry.',
  ),
  changedAfterInvoicing: entry(
    'finance',
    'The shipment changed after it was invoiced',
    'Lines or amounts in Centra are no longer those that were invoiced.',
    'Credit or invoice the difference by hand in the ERP, then skip this with the reason.',
  ),
  vanishedAfterWork: entry(
    'finance',
    'The shipment or return was deleted after it was booked',
    'Centra no longer has a shipment or return for which a document was made.',
    'Credit or reverse the documents in the ERP if they should not stand, also that of stock; then skip this with the reason.',
  ),
  returnReversed: entry(
    'finance',
    'The return was reopened after its credit',
    'Centra shows the return as not completed, but its credit invoice exists.',
    'If the goods are kept: invoice the amount again and take the goods out of stock, both by hand. Then skip this with the reason.',
  ),
  creditsExceedInvoice: entry(
    'finance',
    'Credits would exceed the invoice',
    'The returns of this shipment sum to more than was invoiced.',
    'Check the returns in Centra; credit the right amount by hand, then markDone this with the number of the credit.',
  ),
  returnCostsExceedGoods: entry(
    'finance',
    'The return costs more than it gives back',
    'Fees, or a discount that is taken back, exceed the goods of the return: there is nothing to credit, the customer owes.',
    'Check the return in Centra. Right as it is: invoice the amount by hand in the ERP, then skip this with the reason.',
  ),
  notOurInvoice: entry(
    'finance',
    'The invoice of this return is not ours',
    'The shipment was invoiced before go-live or by hand, so the return has no invoice of ours to credit.',
    'markDone the shipment’s invoice with its number in the ERP: then we credit it. Or credit it by hand and markDone this with the number of the credit.',
  ),
  internalFault: entry(
    'developer',
    'Shipledger itself failed',
    'An activity failed in a way that it should not: a defect of Shipledger.',
    'Report it with the order number and the words of the failure; retry once it is mended.',
  ),
} as const satisfies Record<string, ProblemEntry>;

export type ProblemCode = keyof typeof PROBLEMS;

/** Whether a string from outside (a failure’s details, a record) is a code of the catalogue. */
export function isProblemCode(value: unknown): value is ProblemCode {
  return typeof value === 'string' && Object.hasOwn(PROBLEMS, value);
}
