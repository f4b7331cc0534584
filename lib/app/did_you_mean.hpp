#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace conclave::app {

/// "; did you mean '--loss'?", if one of the known words is near enough to this one to have been
/// meant: a few letters are wrong, or it begins so. Nothing otherwise.
std::string did_you_mean(std::string_view word, std::vector<std::string> const& known);

}  // namespace conclave::app
