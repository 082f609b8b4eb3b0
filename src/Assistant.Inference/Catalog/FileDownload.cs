using System.Net;
using System.Net.Http.Headers;

namespace Assistant.Inference.Catalog;

/// <summary>
/// Loads one file beside its place (<c>.part</c>) and moves it there once its hash is right. What a cut left is taken up again, in this
/// run and in a later one. More bytes than announced are never written.
/// </summary>
internal sealed class FileDownload(HubClient hub, HubOptions options, HubModel model, string commit, HubFile file, string target)
{
    private const int BufferBytes = 1 << 20;
    private readonly string part = target + ".part";
    private string? announced = file.Sha256;

    /// <summary>Loads it.</summary>
    /// <param name="arrived">Told how many of the file's bytes are there.</param>
    /// <param name="cancellationToken">Stops; what came stays for the next time.</param>
    /// <returns>SHA-256 of the file.</returns>
    /// <exception cref="HubException">It cannot be loaded, or is not what the hub announced.</exception>
    public async Task<string> RunAsync(Action<long> arrived, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        var isFresh = !File.Exists(part);
        while (true)
        {
            await ReceiveAllAsync(arrived, cancellationToken);
            if (await MatchingHashAsync(cancellationToken) is { } sha256)
            {
                File.Move(part, target, overwrite: true);
                return sha256;
            }

            File.Delete(part);
            // What an earlier run left may be of another version: once more from the beginning.
            if (isFresh) throw new HubException($"{file.Path} of {model.Id} does not have the hash that the hub announced; it was deleted. Try again later, or from another --endpoint.");
            isFresh = true;
        }
    }

    private async Task ReceiveAllAsync(Action<long> arrived, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await ReceiveAsync(arrived, cancellationToken);
                if (Have() == file.Bytes) return;
                throw new HttpRequestException($"the connection ended after {Have()} of {file.Bytes} bytes");
            }
            catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                if (attempt >= options.Retries)
                    throw new HubException($"{file.Path} of {model.Id} could not be loaded: {(e is OperationCanceledException ? $"the hub was silent for {options.Patience.TotalSeconds:0} s" : e.Message)}. Run the command again to go on.", e);
                await Task.Delay(options.RetryDelay * Math.Pow(2, attempt), cancellationToken);
            }
        }
    }

    private async Task ReceiveAsync(Action<long> arrived, CancellationToken cancellationToken)
    {
        var have = Have();
        if (have > file.Bytes) File.Delete(part);
        have = Have();
        if (have == file.Bytes && File.Exists(part)) return;
        using var answer = await hub.OpenAsync(model, commit, file.Path, have, cancellationToken);
        announced ??= answer.Sha256;
        if (answer.Response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            File.Delete(part);
            throw new HttpRequestException("the hub has less of the file than was loaded before");
        }

        // Without ranges the hub sends all of it again.
        var goesOn = answer.Response.StatusCode == HttpStatusCode.PartialContent;
        if (goesOn && !StartsAt(answer.Response.Content.Headers.ContentRange, have)) throw new HubException($"the hub sent another part of {file.Path} than was asked for.");
        await using var stream = new FileStream(part, goesOn ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.Asynchronous);
        await CopyAsync(answer.Response, stream, goesOn ? have : 0, arrived, cancellationToken);
        stream.Flush(flushToDisk: true);
    }

    private async Task CopyAsync(HttpResponseMessage response, FileStream stream, long have, Action<long> arrived, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            silence.CancelAfter(options.Patience);
            var read = await ReadAsync(body, buffer, silence.Token);
            if (read == 0) return;
            have += read;
            if (have > file.Bytes) throw new HubException($"the hub sends more of {file.Path} of {model.Id} than the {file.Bytes} bytes that it announced.");
            await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            arrived(have);
        }
    }

    // Told apart from a failure to write, such as a full disk, which no retry mends.
    private static async Task<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            throw new HttpRequestException("the connection was cut", e);
        }
    }

    private async Task<string?> MatchingHashAsync(CancellationToken cancellationToken)
    {
        var (sha256, gitId) = await FileHash.OfAsync(part, cancellationToken);
        if (announced is null && file.GitId is null) throw new HubException($"the hub announced no hash for {file.Path} of {model.Id}, so that it cannot be checked.");
        return (announced ?? sha256) == sha256 && (file.GitId ?? gitId) == gitId ? sha256 : null;
    }

    private long Have() => File.Exists(part) ? new FileInfo(part).Length : 0;

    private static bool StartsAt(ContentRangeHeaderValue? range, long from) => range?.From == from;
}
