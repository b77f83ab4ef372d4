"""Every kind of problem that a model file can have; ``rules`` joins them to all others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tamnhin.messages import N_
from tamnhin.rule import Rule

MODEL_RULES: Final[Mapping[str, Rule]] = {
    "model-refused": Rule(
        "error",
        N_("{reason}"),
        N_("a model whose constructs are all in the reference"),
        N_("Correct the equation. If Vensim or Stella runs it, report the construct to us."),
    ),
    "model-undefined": Rule(
        "error",
        N_("The equation uses a name that the model does not define."),
        N_("the name of a variable, of a subscript or of a table of this model"),
        N_("Define the variable, or correct its name.{hint}"),
    ),
    "model-unused": Rule(
        "warning",
        N_("No other equation uses this variable."),
        N_("a variable that is used, or one that Vensim lists as supplementary"),
        N_("Remove it, use it, or mark it as supplementary if it is an outcome."),
    ),
    "model-loop": Rule(
        "error",
        N_("These variables need one another at the same moment: {circle}."),
        N_("a stock or a delay in every loop"),
        N_("Put a stock or a delay where the loop takes time, or solve the equations by hand."),
    ),
    "model-loop-initial": Rule(
        "error",
        N_("These initial values need one another: {circle}."),
        N_("initial values that rest on numbers in the end"),
        N_("Give one of them a number, or use INITIAL or ACTIVE INITIAL with one."),
    ),
    "model-stock-initial": Rule(
        "error",
        N_("The stock has no initial value."),
        N_("a number or an expression, such as INTEG(births - deaths, 1000)"),
        N_("Write the value that the stock has when the run begins."),
    ),
    "model-unit-text": Rule(
        "warning",
        N_("The unit cannot be read, so that this variable is left out of the comparison."),
        N_("words, *, / and brackets, such as people/year, or Dmnl for a pure number"),
        N_("Write the unit in this form; a word that nobody else knows is a unit of its own."),
    ),
    "model-units-sum": Rule(
        "warning",
        N_("“{construct}” joins quantities of different units."),
        N_("the same unit in all parts"),
        N_("Convert one part by a constant that has a unit, or correct a unit."),
    ),
    "model-units-equation": Rule(
        "warning",
        N_("The equation comes to another unit than the variable has."),
        N_("{unit}, the unit of the variable"),
        N_("Correct the unit or the equation."),
    ),
    "model-units-scale": Rule(
        "warning",
        N_("The units measure the same thing on different scales; nothing converts them."),
        N_("one scale throughout, such as only months or only years"),
        N_("Convert by a constant that has a unit, such as 12 month/year."),
    ),
    "model-units-pure": Rule(
        "warning",
        N_("“{construct}” takes a pure number, and this has a unit."),
        N_("a ratio without a unit (Dmnl)"),
        N_("Divide by a reference value of the same unit first."),
    ),
    "model-units-none": Rule(
        "note",
        N_("{count} of {total} variables have no unit; what they touch was not compared."),
        N_("a unit for every variable, Dmnl for pure numbers"),
        N_("Add units where mistakes would be costly."),
    ),
    "model-units-left-out": Rule(
        "note",
        N_("The units were not compared: {reason}"),
        N_("pint, which the extra “sd” brings"),
        N_("Install it and check again."),
    ),
    "model-time-step": Rule(
        "warning",
        N_("Half the time step changes {variable} by up to {percent} % (at time {time})."),
        N_("a change of at most {limit} %"),
        N_("Halve the time step {step} until the results stay the same."),
    ),
    "model-time-step-fine": Rule(
        "note",
        N_("Half the time step changes no variable by more than {percent} % ({variable})."),
        N_("a change of at most {limit} %"),
        N_("There is nothing to do; the time step is {step}."),
    ),
    "model-time-step-left-out": Rule(
        "note",
        N_("The time step was not compared with its half: {reason}."),
        N_("a run that can be repeated with half the time step"),
        N_("Compare two runs by hand, or check a version without this."),
    ),
    "model-not-finite": Rule(
        "warning",
        N_("With the values of the file the variable is not a finite number from time {time} on."),
        N_("finite numbers throughout the run"),
        N_("Look for a division by zero, a loop without bound, or an element without equation."),
    ),
}
