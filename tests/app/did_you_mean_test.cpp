#include "app/did_you_mean.hpp"

#include <gtest/gtest.h>

namespace conclave::test {
namespace {

using app::did_you_mean;

std::vector<std::string> const known{"--loss", "--delay", "--delay-max", "--duplicate"};

TEST(DidYouMean, NamesTheNearestWord) {
    EXPECT_EQ(did_you_mean("--los", known), "; did you mean '--loss'?");
    EXPECT_EQ(did_you_mean("--lsos", known), "; did you mean '--loss'?");
    EXPECT_EQ(did_you_mean("--delays", known), "; did you mean '--delay'?");
    EXPECT_EQ(did_you_mean("--delay_max", known), "; did you mean '--delay-max'?");
}

TEST(DidYouMean, NamesTheWordThatBeginsSo) {
    EXPECT_EQ(did_you_mean("--dup", known), "; did you mean '--duplicate'?");
}

TEST(DidYouMean, KeepsSilentWhereNothingIsNear) {
    EXPECT_EQ(did_you_mean("--seed", known), "");
    EXPECT_EQ(did_you_mean("-x", known), "");
    EXPECT_EQ(did_you_mean("", known), "");
    EXPECT_EQ(did_you_mean("--loss", {}), "");
}

}  // namespace
}  // namespace conclave::test
