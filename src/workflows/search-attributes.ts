import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributePair } from '@temporalio/common';
import type { OrderStage } from '../domain/order-view.ts';

/** What orders are found by in Temporal's lists. Stored there in clear, so nothing personal ever goes in. */
export const CONNECTION = defineSearchAttributeKey('Connection', SearchAttributeType.KEYWORD);
export const ORDER_NUMBER = defineSearchAttributeKey('OrderNumber', SearchAttributeType.INT);
export const ORDER_STAGE = defineSearchAttributeKey('OrderStage', SearchAttributeType.KEYWORD);
export const PROBLEMS = defineSearchAttributeKey('Problems', SearchAttributeType.KEYWORD_LIST);
export const ERP_DOCUMENTS = defineSearchAttributeKey('ErpDocuments', SearchAttributeType.KEYWORD_LIST);

/** All of them, to be registered with the server at start-up. */
export const SEARCH_ATTRIBUTES = [CONNECTION, ORDER_NUMBER, ORDER_STAGE, PROBLEMS, ERP_DOCUMENTS] as const;

/** What changes while an order is worked on. */
export interface PublishedAttributes {
  readonly stage: OrderStage;
  readonly problems: readonly string[];
  readonly documents: readonly string[];
}

export function attributesOf({ stage, problems, documents }: PublishedAttributes): SearchAttributePair[] {
  return [
    { key: ORDER_STAGE, value: stage },
    { key: PROBLEMS, value: [...problems] },
    { key: ERP_DOCUMENTS, value: [...documents] },
  ];
}
