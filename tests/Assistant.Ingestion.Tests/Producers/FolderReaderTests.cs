using Assistant.Connectors.Producers.Folders;
using Assistant.Ingestion.Tests.Support;

namespace Assistant.Ingestion.Tests.Producers;

public sealed class FolderReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly TemporaryFolder outside = new();

    public void Dispose()
    {
        folder.Dispose();
        outside.Dispose();
    }

    [Fact]
    public void Texts_come_before_pictures_and_each_in_order()
    {
        foreach (var name in new[] { "z.md", "a/b.png", "a/c.md", "B.txt", "a.jpg" })
            folder.Write(name, "x");

        Assert.Equal(["B.txt", "a/c.md", "z.md", "a.jpg", "a/b.png"], FolderReader.Read(folder.Path).Select(f => f.Uri));
    }

    [Fact]
    public void Hidden_and_ignored_names_are_left_out()
    {
        foreach (var name in new[] { ".git/config", ".hidden.md", "a/.cache/b.md", "node_modules/x.js", "a/keep.md", "a/draft.tmp", "build/out/x.md" })
            folder.Write(name, "x");

        Assert.Equal(["a/keep.md"], FolderReader.Read(folder.Path, ["node_modules", "*.tmp", "build/out"]).Select(f => f.Uri));
    }

    [Fact]
    public void A_single_file_is_named_by_its_file_name()
    {
        var path = folder.Write("a/b.md", "x");

        Assert.Equal(["b.md"], FolderReader.Read(path).Select(f => f.Uri));
        Assert.Throws<DirectoryNotFoundException>(() => FolderReader.Read(Path.Combine(folder.Path, "none")));
    }

    [Fact]
    public void Links_that_leave_the_folder_are_refused_and_others_are_read_once()
    {
        folder.Write("a/real.md", "x");
        var secret = outside.Write("secret.md", "x");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "inside.md"), Path.Combine(folder.Path, "a/real.md"));
        File.CreateSymbolicLink(Path.Combine(folder.Path, "leaves.md"), secret);
        File.CreateSymbolicLink(Path.Combine(folder.Path, "relative.md"), "../" + Path.GetFileName(outside.Path) + "/secret.md");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "broken.md"), "nothing.md");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "circle.md"), "circle.md");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "folder"), outside.Path);
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "again"), Path.Combine(folder.Path, "a"));
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "a/up"), folder.Path);
        // A link to a file through a link to a folder outside.
        File.CreateSymbolicLink(Path.Combine(folder.Path, "twice.md"), Path.Combine(folder.Path, "folder/secret.md"));

        var files = FolderReader.Read(folder.Path).ToDictionary(f => f.Uri, f => f.Refusal);

        Assert.Equal(["a/real.md", "inside.md"], files.Where(f => f.Value is null).Select(f => f.Key).Order());
        foreach (var name in new[] { "leaves.md", "relative.md", "folder", "twice.md" })
            Assert.Equal("a link that leaves the folder", files[name]);
        Assert.NotNull(files["broken.md"]);
        Assert.NotNull(files["circle.md"]);
        Assert.DoesNotContain(files.Keys, uri => uri.Contains("..", StringComparison.Ordinal));
    }
}
