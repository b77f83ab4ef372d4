"""The portal: a plan and its assessments as pages, charts, maps and downloads."""
