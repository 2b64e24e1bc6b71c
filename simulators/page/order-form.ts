import { BASKETS, MARKETS } from './baskets.ts';
import { button, choices, field, form } from './buttons.ts';
import { html, type Html } from './html.ts';
import { BASKET_NAMES, MARKET_CODES, PAYMENTS } from './place-order.ts';
import { country } from './words.ts';

const PAYMENT_WORDS: Readonly<Record<(typeof PAYMENTS)[number], string>> = {
  sync: 'at once',
  async: 'later, when you say so',
};

export function orderForm(): Html {
  return form(
    '/orders',
    html`<fieldset class="baskets">
        <legend>A customer orders</legend>
        ${BASKET_NAMES.map((name, index) => {
          const { label, description } = BASKETS[name];
          return html`<label class="basket">
            <input type="radio" name="basket" value="${name}" ${index === 0 && html`checked`} />
            <span><b>${label}</b> <small>${description}</small></span>
          </label>`;
        })}
      </fieldset>
      <div class="row">
        ${field(
          'From',
          choices(
            'country',
            MARKET_CODES.map((code) => [
              code,
              `${country(code)}: ${MARKETS[code].currency}, ${MARKETS[code].taxPercent} % tax`,
            ]),
          ),
        )}
        ${field(
          'The payment provider answers',
          choices(
            'payment',
            PAYMENTS.map((payment) => [payment, PAYMENT_WORDS[payment]]),
          ),
        )}
        ${button('Place the order', '', 'next')}
      </div>`,
  );
}
