import { JACKET, SHIRTS } from './goods.ts';
import type { World } from './world.ts';

/** Orders placed in a world, and what the other systems hold of them. */
export function createShop(world: Pick<World, 'centra' | 'fortnox'>, connectionKey = 'acme') {
  let orders = 0;
  const partOf = (letter: string, id: number): string => `${connectionKey}-${letter}-${String(id).padStart(10, '0')}-`;

  /** The documents in Fortnox that carry a key of this shipment (`S`) or return (`R`) and are not cancelled. */
  const documentsOf = async (letter: 'S' | 'R', id: number) => {
    const { invoices } = await world.fortnox.state();
    const key = partOf(letter, id);
    return invoices.filter((invoice) => invoice.ExternalInvoiceReference1.startsWith(key) && !invoice.Cancelled);
  };

  return {
    documentsOf,

    /** Places an order for goods of its own, which Fortnox has in stock. */
    async place(lines = [JACKET, SHIRTS], more: object = {}) {
      const suffix = ++orders;
      const own = lines.map((line) => ({ ...line, sku: `${line.sku}-${suffix}` }));
      for (const { sku, productName } of own) {
        await world.fortnox.addArticle({
          articleNumber: sku,
          description: productName,
          stockGoods: true,
          quantity: 100,
        });
      }
      return world.centra.placeOrder({ lines: own, country: 'SE', currency: 'SEK', paymentMethod: 'klarna', ...more });
    },

    /** The times that money was taken for a shipment. */
    capturesOf: async (shipmentId: number) =>
      (await world.centra.state()).captures.filter((capture) => capture.shipmentId === shipmentId),

    /** The payments that are registered for a shipment. */
    paymentsOf: async (shipmentId: number) =>
      (await world.fortnox.state()).payments.filter(({ ExternalInvoiceReference1 }) =>
        ExternalInvoiceReference1.startsWith(partOf('S', shipmentId)),
      ),

    /** What the stock document of this shipment or return moved. */
    movementsOf: async (id: number): Promise<number[]> =>
      (await world.fortnox.state()).stockMovements
        .filter(({ cause }) => cause.endsWith(` ${id}`) && cause.includes('bound '))
        .map(({ quantity }) => quantity),
  };
}
