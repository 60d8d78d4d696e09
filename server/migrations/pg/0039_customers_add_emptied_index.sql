-- Few records were ever emptied by a removal; with these told apart, the others of a source are counted by the index
-- over source and customer alone.
create index records_emptied on customers.records (source) where left(key, 8) = 'removed:';
