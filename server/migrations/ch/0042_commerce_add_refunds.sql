ALTER TABLE commerce_orders
    ADD COLUMN IF NOT EXISTS refunded_minor Int64 AFTER sales_lines,
    ADD COLUMN IF NOT EXISTS returned UInt8 AFTER refunded_minor;
