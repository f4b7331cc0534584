#pragma once

#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "core/input_error.hpp"

namespace conclave::test {

/// The action is refused with an InputError in one line that has all these words.
template <class Action>
testing::AssertionResult refused(Action&& action, std::vector<std::string> const& words) {
    try {
        action();
    } catch (InputError const& error) {
        std::string const text = error.what();
        if (text.find('\n') != text.npos)
            return testing::AssertionFailure() << "more than one line: " << text;
        for (std::string const& word : words)
            if (text.find(word) == text.npos)
                return testing::AssertionFailure() << "'" << text << "' lacks '" << word << "'";
        return testing::AssertionSuccess();
    }
    return testing::AssertionFailure() << "it was accepted";
}

}  // namespace conclave::test
