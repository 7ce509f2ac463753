{"jsonrpc": "2.0", "id": 7, "method": "message.make", "params": {"type": "fingerprint_progress", "track_id": 1, "status": "cached", "message": "m"}}
