-- What a key may write to: names of sources; null is any.
alter table access.api_keys add column sources text[] check (cardinality(sources) > 0);
