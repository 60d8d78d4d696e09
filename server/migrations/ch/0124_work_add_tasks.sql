-- Tasks of cases about the customer, the newest first: the kind of case, how the task ended, and when it came up, was
-- noticed to be late and ended, in whole seconds since 1970 (0: not).
ALTER TABLE customers_profiles
    ADD COLUMN IF NOT EXISTS task_kinds Array(LowCardinality(String)) AFTER property_seconds,
    ADD COLUMN IF NOT EXISTS task_ends Array(LowCardinality(String)) AFTER task_kinds,
    ADD COLUMN IF NOT EXISTS task_opened Array(Int64) AFTER task_ends,
    ADD COLUMN IF NOT EXISTS task_overdue Array(Int64) AFTER task_opened,
    ADD COLUMN IF NOT EXISTS task_closed Array(Int64) AFTER task_overdue;
-- Without its mark the table is filled anew, so that older tasks get in too.
ALTER TABLE customers_profiles MODIFY COMMENT '';
