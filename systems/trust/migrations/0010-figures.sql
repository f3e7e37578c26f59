-- How long money took, by the day on which it arrived.
create index refund_by_settlement on trust.refund (merchant_id, settled_at, id) include (at) where state = 'done';
