{"jsonrpc": "2.0", "id": 9, "method": "message.make", "params": {"type": "mastering_recommendation_failed", "track_id": 1, "code": "c", "message": "m"}}
