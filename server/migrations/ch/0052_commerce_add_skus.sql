ALTER TABLE commerce_orders ADD COLUMN IF NOT EXISTS skus Array(LowCardinality(String)) AFTER returned;
-- Without its mark the table is filled anew, so that older orders get the column too.
ALTER TABLE commerce_orders MODIFY COMMENT '';
