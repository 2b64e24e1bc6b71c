import type { Problem, ProblemCode } from '../../domain/problems.ts';
import type { SalesMaterial } from '../../domain/sales-material.ts';

/**
 * What Shipledger needs of an ERP, in its own words. Laws that every adapter keeps (`test/connectors/erp-contract.ts`):
 *
 * - each write is one request and throws `NotDoneError`, `MaybeDoneError` or `RefusedError` and nothing else;
 * - what was created under a key is found under that key, compared exactly;
 * - a document is made unbooked and comes back as the ERP stored it;
 * - `differences` sees every deviation of amount, VAT, account, rate and quantity from what was asked for;
 * - `checkSetUp` names what the mapping names and the ERP does not have.
 */
export interface Erp {
  /**
   * To be asked before work that needs the ERP. Costs nothing while the ERP answers and nobody waits.
   *
   * @throws NotDoneError with the wait when the ERP is away, or others wait since longer.
   */
  ready(): Promise<void>;

  /** Every document that carries exactly this key, cancelled ones included, oldest first. */
  findDocuments(key: string): Promise<readonly ErpDocument[]>;
  readDocument(documentNumber: string): Promise<ErpDocument>;
  /** Makes an unbooked invoice, or with `returnId` in the material an unbooked credit invoice. */
  createDocument(draft: DocumentDraft): Promise<ErpDocument>;
  /** What a stored document says otherwise than the draft asked for; empty when it may be booked. */
  differences(document: ErpDocument, draft: DocumentDraft): readonly Difference[];
  bookDocument(documentNumber: string): Promise<ErpDocument>;
  cancelDocument(documentNumber: string): Promise<void>;
  sendDocument(documentNumber: string, by: 'email' | 'print'): Promise<void>;

  /** The payments registered on an invoice. */
  findPayments(documentNumber: string): Promise<readonly ErpPayment[]>;
  createPayment(draft: PaymentDraft): Promise<ErpPayment>;
  bookPayment(paymentNumber: string): Promise<ErpPayment>;

  findStockDocument(reference: StockReference): Promise<ErpStockDocument | undefined>;
  /** Creates or replaces the unreleased stock document: the same reference never gives two. */
  putStockDocument(draft: StockDraft): Promise<ErpStockDocument>;
  /** Makes it count: stock moves now. */
  releaseStockDocument(reference: StockReference): Promise<void>;

  /**
   * Holds the ERP's set-up against the config, by reading only.
   *
   * @param extent `dangers`: only what would be an error, in a request or two, so that every start can wait for it.
   * @throws NotDoneError when the ERP cannot be asked.
   */
  checkSetUp(extent: 'dangers' | 'everything'): Promise<readonly SetUpFinding[]>;
}

/** Something in the ERP's set-up that does not fit the config. */
export interface SetUpFinding {
  /**
   * `error`: to go on would count stock twice or book in the wrong company. `warning`: something will have to wait for a
   * person. `info`: right, but good to know.
   */
  readonly level: 'error' | 'warning' | 'info';
  /** What it is about: `account 3001`. */
  readonly subject: string;
  readonly text: string;
  readonly remedy: string;
}

export interface DocumentDraft {
  readonly key: string;
  readonly material: SalesMaterial;
  /** `YYYY-MM-DD`, in the connection's time zone. */
  readonly documentDate: string;
  readonly deliveryDate?: string;
  /** The invoice that a credit belongs to. */
  readonly originalDocumentNumber?: string;
  /** Its rows are what moves stock in the ERP, since no stock document does. */
  readonly movesStock?: boolean;
}

export interface ErpDocument {
  readonly documentNumber: string;
  readonly key: string;
  readonly isBooked: boolean;
  readonly isCancelled: boolean;
  /** It has been sent to the customer, or marked as sent. */
  readonly isSent: boolean;
  readonly currency: string;
  readonly documentDate: string;
  /** VAT included, before any rounding to whole units; negative for a credit invoice. */
  readonly totalMinor: number;
  readonly vatMinor: number;
  readonly roundOffMinor: number;
  readonly rows: readonly ErpRow[];
}

export interface ErpRow {
  readonly account: number;
  readonly vatPercent: number;
  /** Hundredths of a unit, signed: the ERP keeps two decimals. */
  readonly quantityHundredths: number;
  readonly unitMinor: number;
  /** The number of the article; a row that is only a text with an account has none. */
  readonly article?: string;
  readonly stockPoint?: string;
}

export interface PaymentDraft {
  readonly key: string;
  readonly documentNumber: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly currencyRate: number;
  readonly paymentDate: string;
  /** Centra's payment method: the mapping leads to the ERP's account. */
  readonly paymentMethod: string | undefined;
  /** This part of a capture was paid by gift card: the certificate is redeemed, no provider pays it out. */
  readonly isGiftCard?: boolean;
}

export interface ErpPayment {
  readonly paymentNumber: string;
  readonly key: string;
  readonly amountMinor: number;
  readonly isBooked: boolean;
}

/** A stock document is named by what caused it. */
export interface StockReference {
  readonly direction: 'outbound' | 'inbound';
  /** The shipment's id for what goes out, the return's for what comes back. */
  readonly id: number;
}

export interface StockDraft extends StockReference {
  readonly date: string;
  readonly rows: readonly { readonly sku: string; readonly quantity: number; readonly warehouse: string }[];
  /** Shown in the ERP beside the movement. */
  readonly note: string;
}

export interface ErpStockDocument {
  readonly isReleased: boolean;
  readonly rows: readonly { readonly sku: string; readonly quantity: number }[];
}

/** One deviation of a stored document from what was asked for. */
export interface Difference {
  readonly code: DifferenceCode;
  /** For people, without personal data: `total: asked for 100.00 SEK, the ERP has 99.00 SEK`. */
  readonly text: string;
}

/** Causes first: a quantity forced to zero or a rounding also changes the amount, and the cause is what can be mended. */
const DIFFERENCE_CODES = [
  'erpQuantityForcedToZero',
  'erpRoundsToWhole',
  'erpAmountDiffers',
] as const satisfies readonly ProblemCode[];
export type DifferenceCode = (typeof DIFFERENCE_CODES)[number];

/** The one problem that a person is shown for the differences of a document; there must be at least one. */
export function problemOfDifferences(differences: readonly Difference[]): Problem {
  const code = DIFFERENCE_CODES.find((candidate) => differences.some((difference) => difference.code === candidate));
  if (code === undefined) throw new RangeError('a document without differences has no problem');
  return { code, detail: differences.map((difference) => difference.text).join('; ') };
}
