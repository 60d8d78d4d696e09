-- For whom something was bought: the member of the buyer's household. Beside the line and with its SKU, since lines are
-- written anew whenever their source speaks of the order again; a mark whose line is another article by now is void.
create table commerce.line_recipients (
  order_id uuid not null,
  line_no integer not null,
  sku text not null,
  -- customers.household_members
  member_id uuid not null,
  marked_by text not null,
  marked_at timestamptz not null,
  primary key (order_id, line_no)
);

create index line_recipients_member on commerce.line_recipients (member_id);
