"""Page labels, footer and other marks every page must carry."""
