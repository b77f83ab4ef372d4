"""From a document to a draft plan: blocks, targets, commitments, each with its characters."""
