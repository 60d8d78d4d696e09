-- The list of phones that changed hands, newest record first.
create index withheld_identifiers_reassigned on customers.withheld_identifiers (record_id desc)
  where cause = 'reassigned' and kind = 'phone';
