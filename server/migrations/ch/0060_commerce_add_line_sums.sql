ALTER TABLE commerce_orders
    ADD COLUMN IF NOT EXISTS sku_minor Array(Int64) AFTER skus,
    ADD COLUMN IF NOT EXISTS sku_quantities Array(Float64) AFTER sku_minor;
-- Without its mark the table is filled anew, so that older orders get the columns too.
ALTER TABLE commerce_orders MODIFY COMMENT '';
