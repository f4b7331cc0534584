#include "app/output_file.hpp"

#include <csignal>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/folder.hpp"
#include "support/refusal.hpp"

namespace conclave::test {
namespace {

namespace fs = std::filesystem;

class OutputFile : public testing::Test {
protected:
    Folder folder_;
};

TEST_F(OutputFile, IsWrittenWhole) {
    app::write_file(folder_.file("a"), "new\n");
    EXPECT_EQ(folder_.read("a"), "new\n");
    EXPECT_EQ(folder_.files(), 1U);
}

TEST_F(OutputFile, TakesThePlaceOfTheFormerOne) {
    folder_.write("a", "old, and longer\n");
    app::write_file(folder_.file("a"), "new\n");
    EXPECT_EQ(folder_.read("a"), "new\n");
    EXPECT_EQ(folder_.files(), 1U);
}

TEST_F(OutputFile, HasTheUsualPermissions) {
    mode_t const before = umask(027);
    app::write_file(folder_.file("a"), "new\n");
    umask(before);
    struct stat status {};
    ASSERT_EQ(stat(folder_.file("a").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0640U);
}

TEST_F(OutputFile, ThatCannotBeIsRefusedBeforeTheRun) {
    auto const nowhere = folder_.file("nowhere/a");
    EXPECT_TRUE(refused([&] { app::require_writable(nowhere); },
                        {"cannot write " + nowhere, "No such file", "another place"}));
    EXPECT_TRUE(refused([&] { app::require_writable(folder_.path()); },
                        {"cannot write " + folder_.path(), "directory", "another place"}));
    folder_.write("file", "");
    EXPECT_TRUE(
        refused([&] { app::require_writable(folder_.file("file/a")); }, {"Not a directory"}));
    EXPECT_EQ(folder_.files(), 1U);
}

TEST_F(OutputFile, AFolderIsMadeIfItIsNotThere) {
    auto const made = folder_.file("new/folder/");
    app::require_writable(made);
    app::write_file(made + "a", "text\n");
    EXPECT_EQ(folder_.read("new/folder/a"), "text\n");
    folder_.write("file", "");
    EXPECT_TRUE(refused([&] { app::require_writable(folder_.file("file/")); },
                        {"cannot write " + folder_.file("file/"), "another place"}));
}

TEST_F(OutputFile, IsNotTouchedByTheQuestion) {
    folder_.write("a", "old\n");
    app::require_writable(folder_.file("a"));
    app::require_writable(folder_.file("b"));
    EXPECT_EQ(folder_.read("a"), "old\n");
    EXPECT_EQ(folder_.files(), 1U);
}

TEST_F(OutputFile, ADirectoryIsRefused) {
    EXPECT_TRUE(refused([&] { app::write_file(folder_.path(), "new"); }, {"directory"}));
}

TEST_F(OutputFile, WhatWasThereStaysIfTheDiskIsFull) {
    folder_.write("a", "old\n");
    // A limit on the size of files stands for the full disk.
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    auto* const handler = std::signal(SIGXFSZ, SIG_IGN);
    rlimit const small{.rlim_cur = 1000, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
    auto const result = refused([&] { app::write_file(folder_.file("a"), std::string(5000, 'x')); },
                                {"cannot write " + folder_.file("a"), "File too large"});
    setrlimit(RLIMIT_FSIZE, &before);
    std::signal(SIGXFSZ, handler);
    EXPECT_TRUE(result);
    EXPECT_EQ(folder_.read("a"), "old\n");
    EXPECT_EQ(folder_.files(), 1U);  // no draft is left
}

TEST(OutputDevice, ThatIsFullIsRefused) {
    EXPECT_NO_THROW(app::require_writable("/dev/full"));
    EXPECT_TRUE(refused([] { app::write_file("/dev/full", "new"); },
                        {"cannot write /dev/full", "No space left"}));
    EXPECT_NO_THROW(app::write_file("/dev/null", "new"));
}

/// What write_output says when standard output goes to this device; empty if nothing.
std::string complaint_of_output(char const* device) {
    std::fflush(stdout);
    int const before = dup(STDOUT_FILENO);
    int const there = open(device, O_WRONLY | O_CLOEXEC);
    dup2(there, STDOUT_FILENO);
    std::string complaint;
    try {
        app::write_output("new\n");
    } catch (InputError const& error) {
        complaint = error.what();
    }
    std::clearerr(stdout);
    dup2(before, STDOUT_FILENO);
    close(before);
    close(there);
    return complaint;
}

TEST(StandardOutput, ThatIsFullIsRefused) {
    EXPECT_EQ(complaint_of_output("/dev/full"),
              "cannot write to standard output: No space left on device");
    EXPECT_EQ(complaint_of_output("/dev/null"), "");
}

}  // namespace
}  // namespace conclave::test
