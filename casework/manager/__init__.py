"""The manager's pages: is the law met, what is coming, who has waited longest; today and on any day kept."""
