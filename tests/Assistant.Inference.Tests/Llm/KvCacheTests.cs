using Assistant.Inference.Llm.Memory;

namespace Assistant.Inference.Tests.Llm;

public sealed class KvCacheTests
{
    [Fact]
    public void A_prompt_continues_the_finished_text_that_it_begins_with()
    {
        var (cache, memory) = Make(cells: 100, ids: 4);
        var first = Run((cache, memory), [1, 2, 3, 4, 5]);
        cache.Release(first, keep: true);

        var second = cache.Begin([1, 2, 3, 4, 5, 6, 7], "", 20);

        Assert.Same(first, second);
        Assert.Equal([1, 2, 3, 4, 5], second.Tokens);
        Assert.Equal([1, 2, 3, 4, 5], memory.Read(second.Id));
        Assert.Equal(5, cache.Used);
    }

    [Fact]
    public void A_shared_beginning_takes_no_room_again_and_both_texts_stay()
    {
        var (cache, memory) = Make(cells: 100, ids: 4);
        int[] system = [.. Enumerable.Range(1, 30)];
        var first = Run((cache, memory), [.. system, .. Enumerable.Range(100, 20)]);
        cache.Release(first, keep: true);

        var second = cache.Begin([.. system, 200, 201], "", 50);

        Assert.Equal(system, second.Tokens);
        Assert.Equal(system, memory.Read(second.Id));
        Assert.Equal(50, cache.Used);
        Assert.Equal(1, cache.Kept);
        Assert.Equal((first, 50), cache.Find([.. system, .. Enumerable.Range(100, 20), 5], ""));
    }

    [Fact]
    public void The_text_that_was_used_longest_ago_gives_way()
    {
        var (cache, memory) = Make(cells: 30, ids: 8);
        foreach (var start in new[] { 100, 200, 300 }) cache.Release(Run((cache, memory), [.. Enumerable.Range(start, 10)]), keep: true);
        cache.Release(cache.Begin([.. Enumerable.Range(100, 10), 1], "", 11), keep: true);

        Run((cache, memory), [7, 8, 9]);

        Assert.Equal(10, cache.Find([.. Enumerable.Range(100, 10)], "").Length);
        Assert.Equal(0, cache.Find([.. Enumerable.Range(200, 10)], "").Length);
        Assert.Equal(10, cache.Find([.. Enumerable.Range(300, 10)], "").Length);
        Assert.Equal(cache.Used, memory.Cells);
    }

    [Fact]
    public void Room_is_promised_only_once()
    {
        var (cache, memory) = Make(cells: 100, ids: 8);
        cache.Begin([1, 2, 3], "", 60);

        Assert.False(cache.Fits([4, 5, 6], "", 41));
        Assert.True(cache.Fits([4, 5, 6], "", 40));
    }

    [Fact]
    public void A_shared_prefix_is_promised_once_too()
    {
        var (cache, memory) = Make(cells: 100, ids: 8);
        int[] prefix = [.. Enumerable.Range(1, 50)];
        Run((cache, memory), prefix, limit: 70);

        Assert.True(cache.Fits([.. prefix, 99], "", 80));
        Assert.False(cache.Fits([.. prefix, 99], "", 81));
    }

    [Fact]
    public void Adapters_do_not_share()
    {
        var (cache, memory) = Make(cells: 100, ids: 8);
        cache.Release(Run((cache, memory), [1, 2, 3]), keep: true);

        Assert.Equal(0, cache.Find([1, 2, 3], "style=1").Length);
        Assert.Empty(cache.Begin([1, 2, 3, 4], "style=1", 10).Tokens);
    }

    [Fact]
    public void A_model_that_cannot_forget_parts_shares_only_whole_texts()
    {
        var memory = new FakeMemory { CanForget = false };
        var cache = new KvCache(memory, 100, 8, canForgetParts: false);
        cache.Release(Run((cache, memory), [1, 2, 3, 4]), keep: true);

        Assert.Equal(0, cache.Find([1, 2, 3, 9], "").Length);
        Assert.Equal(4, cache.Find([1, 2, 3, 4, 9], "").Length);
        var sequence = cache.Begin([1, 2, 3, 4, 9], "", 10);
        Assert.Equal(0, cache.Truncate(sequence, 2));
        Assert.Equal(0, cache.Used);
    }

    [Fact]
    public void Cutting_moves_what_follows_where_it_is_nobody_elses()
    {
        var (cache, memory) = Make(cells: 100, ids: 8);
        var sequence = Run((cache, memory), [.. Enumerable.Range(0, 20)]);

        cache.Cut(sequence, 4, 8, canShift: true);

        int[] expected = [0, 1, 2, 3, .. Enumerable.Range(12, 8)];
        Assert.Equal(expected, sequence.Tokens);
        Assert.Equal(expected, memory.Read(sequence.Id));
    }

    [Fact]
    public void Cutting_leaves_what_another_request_shares_alone()
    {
        var (cache, memory) = Make(cells: 100, ids: 8);
        var sequence = Run((cache, memory), [.. Enumerable.Range(0, 20)]);
        var other = cache.Fork(sequence);

        cache.Cut(sequence, 4, 8, canShift: true);

        Assert.Equal([0, 1, 2, 3], sequence.Tokens);
        Assert.Equal(Enumerable.Range(0, 20), memory.Read(other.Id));
    }

    [Fact]
    public void With_cells_of_its_own_each_text_may_grow_to_those_whatever_others_do()
    {
        var (cache, _) = Make(cells: 400, ids: 4, sequenceCells: 100);
        foreach (var start in new[] { 1, 2, 3 }) cache.Begin([start], "", 100);

        Assert.True(cache.Fits([4], "", 100));
        Assert.False(cache.Fits([4], "", 101));
        cache.Begin([4], "", 100);
        Assert.False(cache.Fits([5], "", 10));
    }

    [Fact]
    public void With_cells_of_its_own_a_long_beginning_is_copied_and_a_short_one_is_not()
    {
        var (cache, memory) = Make(cells: 800, ids: 4, storeBytes: 10_000, sequenceCells: 200);
        int[] system = [.. Enumerable.Range(1, 80)];
        cache.Release(Run((cache, memory), [.. system, .. Enumerable.Range(500, 40)]), keep: true);

        var second = cache.Begin([.. system, 9], "", 100);
        var third = cache.Begin([.. system[..15], 9], "", 100);

        Assert.Equal(system, memory.Read(second.Id));
        Assert.Empty(third.Tokens);
        Assert.Equal(120 + 80, cache.Used);
        Assert.Equal(120 + 80, memory.Cells);
    }

    [Fact]
    public void With_cells_of_its_own_the_text_whose_place_is_taken_stays_outside()
    {
        var (cache, memory) = Make(cells: 200, ids: 2, storeBytes: 10_000, sequenceCells: 100);
        int[] talk = [.. Enumerable.Range(1, 90)];
        cache.Release(Run((cache, memory), talk), keep: true);
        Run((cache, memory), [7]);

        cache.Begin([.. talk[..70], 9], "", 80);

        Assert.Equal((1, 360), cache.Stored);
    }

    [Fact]
    public void Running_texts_lie_side_by_side_and_what_lay_between_them_moves_out()
    {
        var (cache, memory) = Make(cells: 800, ids: 8, storeBytes: 10_000, sequenceCells: 100);
        var texts = Enumerable.Range(0, 8).Select(i => Run((cache, memory), [.. Enumerable.Range(100 * i, 70 + i)])).ToList();
        foreach (var i in new[] { 0, 2, 3, 5, 6 }) cache.Release(texts[i], keep: i != 3);

        cache.Tidy();

        var running = new[] { texts[1], texts[4], texts[7] };
        Assert.Equal(2, running.Max(text => text.Id) - running.Min(text => text.Id));
        Assert.All(running, text => Assert.Equal(text.Tokens, memory.Read(text.Id)));
        Assert.Equal(memory.Cells, cache.Used);
        Assert.Equal(70, cache.Begin([.. Enumerable.Range(0, 70), 5], "", 100).Tokens.Count);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(480, 40)]
    public void Book_and_memory_agree_after_thousands_of_random_requests(int cells, int? sequenceCells)
    {
        var random = new Random(3);
        var (cache, memory) = Make(cells, ids: 12, storeBytes: 2000, sequenceCells);
        var running = new List<KvSequence>();
        for (var round = 0; round < 4000; round++)
        {
            int[] prompt = [.. Enumerable.Range(0, random.Next(1, 30)).Select(_ => random.Next(3))];
            if (running.Count < 6 && random.Next(2) == 0 && cache.Fits(prompt, "", prompt.Length + 10))
            {
                var sequence = cache.Begin(prompt, "", prompt.Length + 10);
                Assert.Equal(prompt[..sequence.Tokens.Count], sequence.Tokens);
                for (var i = sequence.Tokens.Count; i < prompt.Length; i++) Write(cache, memory, sequence, prompt[i]);
                running.Add(sequence);
            }
            else if (running.Count > 0)
            {
                var sequence = running[random.Next(running.Count)];
                if (sequence.Tokens.Count < sequence.Limit && random.Next(3) > 0)
                {
                    Write(cache, memory, sequence, random.Next(3));
                }
                else
                {
                    cache.Release(sequence, keep: random.Next(4) > 0);
                    running.Remove(sequence);
                }
            }

            if (round % 50 == 0)
            {
                cache.Tidy();
                var ids = running.Select(sequence => sequence.Id).Order().ToList();
                if (sequenceCells is not null && ids.Count > 0) Assert.Equal(Enumerable.Range(ids[0], ids.Count), ids);
            }

            Assert.Equal(memory.Cells, cache.Used);
            Assert.All(running, sequence => Assert.Equal(sequence.Tokens, memory.Read(sequence.Id)));
        }
    }

    [Fact]
    public void What_gave_way_comes_back_from_outside_and_what_it_parts_from_stays_there()
    {
        var (cache, memory) = Make(cells: 400, ids: 8, storeBytes: 10_000);
        int[] system = [.. Enumerable.Range(1, 100)];
        int[] talk = [.. system, .. Enumerable.Range(500, 100)];
        cache.Release(Run((cache, memory), talk), keep: true);
        Run((cache, memory), [7, 8, 9]);
        cache.Tidy();
        Assert.Equal((1, 800), cache.Stored);
        Assert.Equal(3, memory.Cells);

        var other = cache.Begin([.. system, 9, 9], "", 150);
        Assert.Equal(system, memory.Read(other.Id));
        Assert.Equal((1, 800), cache.Stored);

        var again = cache.Begin([.. talk, 9], "", 250);
        Assert.Equal(talk, memory.Read(again.Id));
        Assert.Equal(talk, again.Tokens);
        Assert.Equal((0, 0), cache.Stored);
        Assert.Equal(memory.Cells, cache.Used);
    }

    [Fact]
    public void The_store_keeps_to_its_bytes()
    {
        var (cache, memory) = Make(cells: 100, ids: 8, storeBytes: 1000);
        foreach (var start in new[] { 1000, 2000, 3000, 4000 }) cache.Release(Run((cache, memory), [.. Enumerable.Range(start, 90)]), keep: true);
        Run((cache, memory), [1, 2, 3]);
        cache.Tidy();

        Assert.Equal((2, 720), cache.Stored);
        Assert.Equal(90, cache.Begin([.. Enumerable.Range(4000, 90), 1], "", 91).Tokens.Count);
    }

    private static (KvCache Cache, FakeMemory Memory) Make(int cells, int ids, long storeBytes = 0, int? sequenceCells = null)
    {
        var memory = new FakeMemory { OwnCells = sequenceCells is not null };
        var cache = new KvCache(memory, cells, ids, canForgetParts: true, storeBytes, sequenceCells);
        return (cache, memory);
    }

    private static KvSequence Run((KvCache Cache, FakeMemory Memory) pair, int[] tokens, int? limit = null)
    {
        var sequence = pair.Cache.Begin([], "", limit ?? tokens.Length);
        foreach (var token in tokens) Write(pair.Cache, pair.Memory, sequence, token);
        return sequence;
    }

    private static void Write(KvCache cache, FakeMemory memory, KvSequence sequence, int token)
    {
        cache.Append(sequence, token);
        memory.Write(sequence.Id, sequence.Tokens.Count - 1, token);
    }

    /// <summary>An engine's memory as a set of cells, each with a token and the sequences and positions that it is in.</summary>
    private sealed class FakeMemory : IKvMemory
    {
        private readonly List<(int Token, Dictionary<int, int> Places)> cells = [];

        public bool CanForget { get; init; } = true;

        /// <summary>Whether no cell can be in two sequences.</summary>
        public bool OwnCells { get; init; }

        public int Cells => cells.Count;

        public void Write(int sequence, int position, int token) => cells.Add((token, new() { [sequence] = position }));

        public List<int> Read(int sequence)
        {
            var own = cells.Where(cell => cell.Places.ContainsKey(sequence)).OrderBy(cell => cell.Places[sequence]).ToList();
            Assert.Equal(Enumerable.Range(0, own.Count), own.Select(cell => cell.Places[sequence]));
            return [.. own.Select(cell => cell.Token)];
        }

        public bool Remove(int sequence, int start, int end)
        {
            if (start > 0 && !CanForget) return false;
            foreach (var (_, places) in cells)
            {
                if (places.TryGetValue(sequence, out var place) && place >= start && (end < 0 || place < end)) places.Remove(sequence);
            }

            cells.RemoveAll(cell => cell.Places.Count == 0);
            return true;
        }

        public void Share(int source, int target, int end)
        {
            Assert.DoesNotContain(cells, cell => cell.Places.ContainsKey(target));
            foreach (var (token, places) in cells.Where(cell => cell.Places.TryGetValue(source, out var place) && place < end).ToList())
            {
                if (OwnCells) Write(target, places[source], token);
                else places[target] = places[source];
            }
        }

        public void Shift(int sequence, int start, int by)
        {
            foreach (var (_, places) in cells.Where(cell => cell.Places.TryGetValue(sequence, out var place) && place >= start))
            {
                // The engine moves a cell for all that share it.
                foreach (var other in places.Keys.ToList()) places[other] += by;
            }
        }

        public byte[]? Save(int sequence) => [.. Read(sequence).SelectMany(BitConverter.GetBytes)];

        public void Restore(int sequence, ReadOnlySpan<byte> state)
        {
            Assert.DoesNotContain(cells, cell => cell.Places.ContainsKey(sequence));
            for (var i = 0; i < state.Length / 4; i++) Write(sequence, i, BitConverter.ToInt32(state[(4 * i)..]));
        }

        public void Clear() => cells.Clear();
    }
}
