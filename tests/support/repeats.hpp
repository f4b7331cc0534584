#pragma once

#include <string>

#include "programs.hpp"

namespace conclave::test {

/// The run of this command again, three ways: by the sweep's own means, by the program, and by the
/// command that the program's report gives for it.
void expect_repeats(programs::Make make, std::string const& command);

}  // namespace conclave::test
