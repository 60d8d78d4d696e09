-- What a customer may owe (-1: no limit), within how many days it is paid, and the orders of which something is open.
ALTER TABLE customers_profiles
    ADD COLUMN IF NOT EXISTS credit_limit Int64 DEFAULT -1 AFTER task_closed,
    ADD COLUMN IF NOT EXISTS credit_days Int32 DEFAULT -1 AFTER credit_limit,
    ADD COLUMN IF NOT EXISTS credit_currency LowCardinality(String) AFTER credit_days,
    ADD COLUMN IF NOT EXISTS open_days Array(Date32) AFTER credit_currency,
    ADD COLUMN IF NOT EXISTS open_currencies Array(LowCardinality(String)) AFTER open_days,
    ADD COLUMN IF NOT EXISTS open_minors Array(Int64) AFTER open_currencies;
-- Without its mark the table is filled anew, so that older orders get in too.
ALTER TABLE customers_profiles MODIFY COMMENT '';
