-- Orders of a customer that are a purchase or only give money back, newest first, and the goods of the purchases.
ALTER TABLE customers_profiles
    ADD COLUMN IF NOT EXISTS order_days Array(Date32) AFTER organisations,
    ADD COLUMN IF NOT EXISTS order_refunds Array(UInt8) AFTER order_days,
    ADD COLUMN IF NOT EXISTS order_currencies Array(FixedString(3)) AFTER order_refunds,
    ADD COLUMN IF NOT EXISTS order_sources Array(LowCardinality(String)) AFTER order_currencies,
    ADD COLUMN IF NOT EXISTS order_worths Array(Int64) AFTER order_sources,
    ADD COLUMN IF NOT EXISTS order_sales Array(Int64) AFTER order_worths,
    ADD COLUMN IF NOT EXISTS order_backs Array(UInt8) AFTER order_sales,
    ADD COLUMN IF NOT EXISTS sold_days Array(Date32) AFTER order_backs,
    ADD COLUMN IF NOT EXISTS sold_skus Array(LowCardinality(String)) AFTER sold_days;
