"""The names of all that is timed, in benchmark.json and on the report's pages."""

HTTP, PYTHON = "whipcount, HTTP", "whipcount, Python"
HTTP_BATCH = "whipcount, HTTP, batch of 16"
ONE_BY_ONE, BATCHED = "pipeline, one pass per actor", "pipeline, batched"
AROUND = "cross-encoder, 128 tokens around mentions"
WHOLE = "pipeline, every piece for every actor"
