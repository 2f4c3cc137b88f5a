"""Progress 进度."""
