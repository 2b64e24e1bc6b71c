export { intakeWorkflow } from './intake.ts';
export { orderWorkflow } from './order.ts';
