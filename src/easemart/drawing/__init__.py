"""The page of the published marts: what `page/` asks of them, as one file that needs no server and no network."""
