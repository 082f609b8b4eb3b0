using System.Diagnostics;
using Assistant.Ingestion.Worker;

namespace Assistant.Ingestion.Tests.Support;

/// <summary>A pipeline in a process of its own, to be killed.</summary>
internal sealed class WorkerProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> errors = [];

    private WorkerProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == "ready")
                ready.TrySetResult();
            else if (line.Data?.StartsWith("done ", StringComparison.Ordinal) == true)
                done.TrySetResult(line.Data[5..]);
        };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
                if (line.Data is not null)
                    errors.Add(line.Data);
        };
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) =>
        {
            var error = new InvalidOperationException("The worker process ended: " + Errors);
            ready.TrySetException(error);
            done.TrySetException(error);
        };
        _ = ready.Task.Exception;
        _ = done.Task.Exception;
    }

    public int Id => process.Id;

    public string Errors
    {
        get
        {
            lock (errors)
                return string.Join('\n', errors);
        }
    }

    /// <summary>Completes when the process is up.</summary>
    public Task Ready => ready.Task.WaitAsync(TimeSpan.FromMinutes(3));

    /// <summary>Completes with the counts by state when the folder is ingested.</summary>
    public Task<string> Done => done.Task;

    /// <summary>Completes when the process has ended.</summary>
    public Task Ended => process.WaitForExitAsync();

    public static WorkerProcess Start(string data, IngestionRole role, params IEnumerable<string> settings)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(typeof(OrderedParser).Assembly.Location);
        start.ArgumentList.Add("--Assistant:Data:Directory=" + data);
        start.ArgumentList.Add("--role=" + role);
        foreach (var setting in settings)
            start.ArgumentList.Add("--" + setting);
        var worker = new WorkerProcess(new Process { StartInfo = start });
        worker.process.Start();
        worker.process.BeginOutputReadLine();
        worker.process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!process.HasExited)
            process.Kill();
        await process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        process.Dispose();
    }
}
