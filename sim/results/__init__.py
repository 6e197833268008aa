"""How results lie on disk: tables of sums, shards that count or do not, one folder a run id."""
