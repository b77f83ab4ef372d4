"""The published methods of agencies, each a function of plain numbers: readings, never verdicts.

They disagree with each other on the same figures, so each is named and none is "the" status.
Every module has a ``read`` that takes what the method takes and returns a
:class:`~tamnhin.assess.readings.types.Reading`; what the method cannot judge is
``not_available``, never a guess.

>>> from tamnhin.assess.readings import sdsn, statcan
>>> poverty = dict(base=14.5, base_year=2015, current=10.4, current_year=2023, direction=-1)
>>> statcan.read(**poverty, target=7.25, target_year=2030).status
'moderate_progress'
>>> sdsn.read(**poverty, target=7.25, target_year=2030).status
'on_track'
"""
