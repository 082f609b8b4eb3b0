using System.Diagnostics;
using Assistant.Core.Retrieval;
using Microsoft.Extensions.DependencyInjection;

namespace Assistant.Api.Tests.Hosting;

public sealed class ChangeLogUpkeepTests
{
    [Fact]
    public async Task Changes_of_deleted_documents_leave_the_log_and_what_is_left_stays_searchable()
    {
        await using var service = new ServiceFixture(("Assistant:ChangeLog:Keep", "0"), ("Assistant:ChangeLog:CompactEvery", "00:00:00.2"));
        var log = service.Services.GetRequiredService<IChangeLog>();
        for (var i = 0; i < 20; i++)
        {
            var gone = await service.SubmitAsync($"{i}.md", $"A text about walrus number {i}.");
            using var deleted = await service.Http.DeleteAsync(new Uri($"/api/content/{gone.Id}", UriKind.Relative));
            deleted.EnsureSuccessStatusCode();
        }

        await service.SubmitAsync("stays.md", "A text about a heron.");

        // Forty changes and more were written: of a document that is there its own may stay, and the last one.
        var startedAt = Stopwatch.GetTimestamp();
        while ((await log.ReadAsync(0, 1000)).Count > 4)
        {
            Assert.True(Stopwatch.GetElapsedTime(startedAt) < TimeSpan.FromMinutes(3), "the log is not compacted");
            await Task.Delay(50);
        }

        Assert.True(await log.LatestAsync() >= 40);
        Assert.Empty((await service.SearchAsync("walrus")).Hits);
        Assert.Equal("stays.md", Assert.Single((await service.SearchAsync("heron")).Hits).Uri);
        Assert.True((await service.Services.GetRequiredService<IKnowledgeIndex>().VerifyAsync()).Healthy);
    }
}
