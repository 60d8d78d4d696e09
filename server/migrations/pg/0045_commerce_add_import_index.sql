-- Orders of an import lie together, so a range per block finds them and costs an import next to nothing.
create index orders_import on commerce.orders using brin (import_id) with (pages_per_range = 32);
