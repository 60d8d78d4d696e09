-- Of each order: how many pieces it sold (in thousandths), what they cost by the list, and what was taken off.
ALTER TABLE customers_profiles
    ADD COLUMN IF NOT EXISTS order_pieces Array(Int64) AFTER order_backs,
    ADD COLUMN IF NOT EXISTS order_lists Array(Int64) AFTER order_pieces,
    ADD COLUMN IF NOT EXISTS order_discounts Array(Int64) AFTER order_lists;
-- Without its mark the table is filled anew, so that older orders get them too.
ALTER TABLE customers_profiles MODIFY COMMENT '';
