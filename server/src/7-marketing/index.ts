export { type MineBasketsFileOptions, mineBasketsFile } from './baskets/file-mode/service.ts';
export { type BasketsFileSummary, basketsText } from './baskets/file-mode/summary.ts';
