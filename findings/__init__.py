"""What is wrong, and how sure we are: judged photos, and faults seen in photos and answers."""
