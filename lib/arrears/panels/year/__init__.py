"""Virtual year 虚拟年."""
