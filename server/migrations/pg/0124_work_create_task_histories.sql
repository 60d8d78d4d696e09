-- The tasks of cases about customers, for rules and for the analytic store's row of a customer. Whole seconds since
-- 1970; 0: it did not happen.
create view work.customer_tasks as
select t.id, c.subject_id as customer_id, c.kind, case when t.closed_at is null then '' else t.status end as ending,
  floor(extract(epoch from t.created_at))::bigint as opened,
  coalesce(floor(extract(epoch from t.overdue_at)), 0)::bigint as overdue,
  coalesce(floor(extract(epoch from t.closed_at)), 0)::bigint as closed
from work.cases c join work.tasks t on t.case_id = c.id where c.subject_type = 'customer';

create function work.task_history(customer uuid)
returns table (task_kinds text, task_ends text, task_opened text, task_overdue text, task_closed text)
language sql stable parallel safe
begin atomic
  select '[' || string_agg('''' || v.kind || '''', ',' order by v.opened desc, v.id desc) || ']',
    '[' || string_agg('''' || v.ending || '''', ',' order by v.opened desc, v.id desc) || ']',
    '[' || string_agg(v.opened::text, ',' order by v.opened desc, v.id desc) || ']',
    '[' || string_agg(v.overdue::text, ',' order by v.opened desc, v.id desc) || ']',
    '[' || string_agg(v.closed::text, ',' order by v.opened desc, v.id desc) || ']'
  from work.customer_tasks v where v.customer_id = customer::text;
end;

-- The same of everybody at once.
create view work.task_histories as
select v.customer_id::uuid as concerned_id,
  '[' || string_agg('''' || v.kind || '''', ',' order by v.opened desc, v.id desc) || ']' as task_kinds,
  '[' || string_agg('''' || v.ending || '''', ',' order by v.opened desc, v.id desc) || ']' as task_ends,
  '[' || string_agg(v.opened::text, ',' order by v.opened desc, v.id desc) || ']' as task_opened,
  '[' || string_agg(v.overdue::text, ',' order by v.opened desc, v.id desc) || ']' as task_overdue,
  '[' || string_agg(v.closed::text, ',' order by v.opened desc, v.id desc) || ']' as task_closed
from work.customer_tasks v group by v.customer_id;
