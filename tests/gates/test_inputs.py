"""Every input of the gate is read right, and every wrong neighbour stays what it is."""

import pytest

import tests.gates.more_inputs  # noqa: F401 - enters its inputs
from tests.gates.inputs import CASES, faults


@pytest.mark.parametrize("name", sorted(CASES))
def test_an_input_of_others_is_read_as_a_careful_person_would(name):
    assert not faults(name)
