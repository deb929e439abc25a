"""How notices go out: prepare, shards, workers, the App Key's lane, the local engine."""
