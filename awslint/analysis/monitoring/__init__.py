"""What watches: metric filters, alarms, event rules, and whom they tell."""
