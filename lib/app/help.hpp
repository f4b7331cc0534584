#pragma once

#include <string>

#include "app/program.hpp"
#include "app/terminal.hpp"

namespace conclave::app {

/// What the algorithm is, its options, three examples.
std::string help_text(Program const& program, Look const& look);

/// The documentation boxes of the program's modules. Throws InputError if one is not to be found.
std::string about_text(Program const& program);

/// What it is made of: the versions of Conclave, the compiler, MPI and PMIx.
std::string version_text(Program const& program);

}  // namespace conclave::app
