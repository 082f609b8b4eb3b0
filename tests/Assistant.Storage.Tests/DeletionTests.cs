using System.Text;
using Assistant.Core.Answering;
using Assistant.Core.Content;
using Assistant.Core.Conversations;
using Assistant.Core.Feedback;
using Assistant.Core.Retrieval;

namespace Assistant.Storage.Tests;

public sealed class DeletionTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Deleted_document_is_nowhere(int seed)
    {
        await using var storage = new StorageFixture();
        var random = new Random(seed);
        var documents = new List<(DocumentId Id, BlobHash Blob, string Token, DocumentId? Parent)>();
        var conversation = await storage.Conversations.CreateAsync("local", "talk");
        for (var i = 0; i < 40; i++)
        {
            var token = $"secretword{seed}x{i}y{random.Next(1_000_000)}";
            var size = random.Next(4) == 0 ? 80_000 : random.Next(10, 3_000);
            var text = $"Start {token} of it.\n\n{string.Join(' ', Enumerable.Range(0, size / 8).Select(_ => token))}";
            DocumentId? parent = documents.Count > 0 && random.Next(4) == 0 ? documents[random.Next(documents.Count)].Id : null;
            var accepted = await storage.AcceptAsync($"{i}/{token}.md", text, parent: parent);
            await storage.CommitAsync(accepted.Ref, text, title: $"Title {token}", images: [new ImageReference($"img{i % 5}.png", $"alt {token}", [])]);
            await storage.Derived.WriteAsync(BlobHash.Of(Encoding.UTF8.GetBytes(text)), "ocr", $"ocr {token}");
            documents.Add((accepted.Ref.Id, BlobHash.Of(Encoding.UTF8.GetBytes(text)), token, parent));
            await storage.Feedback.AddAsync(new FeedbackRow { User = "local", Signal = "up", Query = $"q{i}", DocumentId = accepted.Ref.Id, Shown = [.. documents.Select(document => document.Id)] });
        }

        for (var i = 0; i < 5; i++)
        {
            var picture = (await storage.AcceptAsync($"img{i}.png", $"picture {i}")).Ref;
            var captions = await storage.Store.ReadCaptionsAsync("docs", $"img{i}.png");
            await storage.CommitAsync(picture, string.Join("\n\n", captions.Select(caption => caption.Alt)), kind: ContentKind.Image);
        }

        for (var i = 0; i < 20; i++)
        {
            var cited = Enumerable.Range(0, 3).Select(_ => documents[random.Next(documents.Count)]).ToList();
            var answer = string.Join(' ', cited.Select((document, n) => $"It says {document.Token} there [{n + 1}]."));
            await storage.Conversations.AppendAsync(conversation.Id, "assistant", answer, [.. cited.Select((document, n) => new Citation(
                n + 1, document.Id, 1, "docs", $"u/{document.Token}", $"Title {document.Token}", ContentKind.Text, null, [], $"{document.Token} quote", new TextSpan(0, 5)))]);
        }

        await storage.Index.CatchUpAsync();
        while (documents.Count > 10)
        {
            var gone = documents[random.Next(documents.Count)].Id;
            var deletion = (await storage.Store.DeleteAsync([gone])).Single();
            var family = new HashSet<DocumentId> { gone };
            while (documents.Any(document => document.Parent is { } parent && family.Contains(parent) && family.Add(document.Id)))
            {
            }

            var removed = documents.Where(document => family.Contains(document.Id)).ToList();
            documents.RemoveAll(document => family.Contains(document.Id));
            Assert.Equal((removed.Count, removed.Count), (deletion.Documents, deletion.Blobs));
            Assert.Equal(removed.Count, deletion.Feedback);
            Assert.True(deletion.RefreshedImages.Count > 0 && deletion.Chunks >= removed.Count * 2);
            Assert.True(await storage.Index.CatchUpAsync() >= deletion.Sequence);
            foreach (var (id, blob, token, _) in removed)
                await AssertNowhereAsync(storage, conversation, id, blob, token);

            // As the pipeline does: the pictures are parsed again with what is left to say about them.
            foreach (var picture in deletion.RefreshedImages)
            {
                var uri = (await storage.Store.FindAsync(picture.Id))!.Uri;
                await storage.CommitAsync(picture, string.Join("\n\n", (await storage.Store.ReadCaptionsAsync("docs", uri)).Select(caption => caption.Alt)), kind: ContentKind.Image);
            }
        }

        // What was not deleted is all there.
        await storage.Index.CatchUpAsync();
        foreach (var (id, blob, token, _) in documents)
        {
            Assert.NotNull(await storage.Blobs.ReadAsync(blob));
            Assert.Contains(token, (await storage.Store.ReadTextAsync(id))!.Text, StringComparison.Ordinal);
            Assert.True((await storage.SearchAsync(token)).Count >= 2);
        }

        Assert.True((await storage.Index.VerifyAsync()).Healthy);
        Assert.Empty(await storage.Store.DeleteAsync([DocumentId.New()]));
    }

    private static async Task AssertNowhereAsync(StorageFixture storage, Conversation conversation, DocumentId id, BlobHash blob, string token)
    {
        Assert.Null(await storage.Store.FindAsync(id));
        Assert.Null(await storage.Store.ReadTextAsync(id));
        Assert.Empty(await storage.SearchAsync(token));
        Assert.Null(await storage.Blobs.OpenReadAsync(blob));
        Assert.Null(await storage.Derived.ReadAsync(blob, "ocr"));
        var (_, messages) = (await storage.Conversations.ReadAsync("local", conversation.Id))!.Value;
        Assert.DoesNotContain(messages, message => message.Text.Contains(token, StringComparison.Ordinal) || message.Citations.Any(citation => citation.DocumentId == id));
        Assert.DoesNotContain(await storage.Feedback.ListAsync(1_000), row => row.DocumentId == id || row.Shown.Contains(id));

        // Every file of the data directory but the index: the words are gone from the bytes too.
        foreach (var path in Directory.EnumerateFiles(storage.Directory.Root, "*", SearchOption.AllDirectories).Where(path => !path.StartsWith(storage.Directory.IndexPath, StringComparison.Ordinal)))
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes);
            Assert.False(bytes.GetBuffer().AsSpan(0, (int)bytes.Length).IndexOf(Encoding.UTF8.GetBytes(token)) >= 0, $"{Path.GetFileName(path)} still holds {token}.");
        }
    }
}
