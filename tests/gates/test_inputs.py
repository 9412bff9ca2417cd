"""Every input of the gate is read right, and every wrong neighbour stays what it is."""

import pytest

from tests.gates import held_inputs, later_inputs, more_inputs
from tests.gates.inputs import CASES, faults

assert more_inputs.UK  # the modules enter their inputs into `CASES`
assert later_inputs.SIGNED
assert held_inputs.SIGNED


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_input_of_others_is_read_as_a_careful_person_would(name):
    assert not faults(name)
