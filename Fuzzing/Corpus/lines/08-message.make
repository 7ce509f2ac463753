{"jsonrpc": "2.0", "id": 8, "method": "message.make", "params": {"type": "track_loaded", "track_id": 1}}
