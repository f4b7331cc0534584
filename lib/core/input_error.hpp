#pragma once

#include <stdexcept>

namespace conclave {

/// Something from outside that cannot be used: an option, a file, the environment. The text is one
/// line that says what, where, and how to mend it; lib/app prints it and ends with status 2.
class InputError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace conclave
