using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Assistant.Api;
using Assistant.Api.Hosting;
using Assistant.Cli.Shell;
using Assistant.Hosting.Access;
using Assistant.Storage;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Assistant.Cli.Up;

/// <summary><c>assistant up</c>: the service, until it is interrupted.</summary>
internal static class UpCommand
{
    private const string DefaultUrls = "http://127.0.0.1:5080";

    public static Command Create()
    {
        var demo = new Option<bool>("--demo") { Description = "Ingest the sample collection first" };
        var urls = new Option<string?>("--urls") { Description = $"Addresses to listen on, separated by ; (default {DefaultUrls}); any but loopback needs API keys", HelpName = "URLS" };
        urls.Validators.Add(result =>
        {
            foreach (var url in result.GetValueOrDefault<string?>()?.Split(';') ?? [])
            {
                if (!Uri.TryCreate(url.Replace("*", "0.0.0.0", StringComparison.Ordinal).Replace("+", "0.0.0.0", StringComparison.Ordinal), UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
                    result.AddError($"'{url}' is not an address such as {DefaultUrls}.");
            }
        });
        var data = Options.Data();
        var command = new Command("up", "Start the service with its chat page") { demo, data, urls };
        command.SetAction((parsed, cancellationToken) => RunAsync(new DataDirectory(parsed.GetValue(data)!), parsed.GetValue(urls), parsed.GetValue(demo), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(DataDirectory directory, string? urls, bool demo, CancellationToken cancellationToken)
    {
        await using var app = await HostAsync(directory, urls, cancellationToken);
        try
        {
            await ServeAsync(app, directory, demo, cancellationToken);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }

        Output.Note("stopped");
        return ExitCodes.Done;
    }

    /// <summary>Starts the service in this process; whoever calls stops it.</summary>
    /// <exception cref="UserException">Another process owns the data directory, or an address is taken.</exception>
    internal static async Task<WebApplication> HostAsync(DataDirectory directory, string? urls, CancellationToken cancellationToken)
    {
        if (!OwnerLock.TryAcquire(directory, out var owner, out var other))
            throw new UserException(DataDirectoryServices.Owned(directory, other));
        WebApplication? app = null;
        try
        {
            app = Build(directory, urls, owner);
            await StartAsync(app, cancellationToken);
            return app;
        }
        catch
        {
            // A start that fails on the way gives the directory free as well.
            if (app is not null)
                await app.DisposeAsync();
            owner.Dispose();
            throw;
        }
    }

    private static async Task ServeAsync(WebApplication app, DataDirectory directory, bool demo, CancellationToken cancellationToken)
    {
        var address = DataOwnership.Reachable(app.Urls.First());
        if (demo)
            await Demo.IngestAsync(app.Services, cancellationToken);
        Output.Line($"Assistant is ready: {address}   (data in {directory.Root}; stop it with Ctrl-C)");
        if (demo)
            Output.Line($"Open that page and ask, for example: {Demo.Question()}");
        await Console.Out.FlushAsync(CancellationToken.None);
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static WebApplication Build(DataDirectory directory, string? urls, OwnerLock owner)
    {
        // Watching the settings file for changes costs start-up time, and nothing here reads settings twice.
        Environment.SetEnvironmentVariable("DOTNET_hostBuilder__reloadConfigOnChange", "false");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Assistant.Api" });
        builder.Configuration[DataDirectoryServices.Key] = directory.Root;
        builder.Logging.ClearProviders().AddSimpleConsole(console => console.SingleLine = true);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (urls is not null || string.IsNullOrEmpty(builder.Configuration[WebHostDefaults.ServerUrlsKey]))
            builder.WebHost.UseUrls(urls ?? DefaultUrls);
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.AddAssistant(owner);
        var app = builder.Build();
        app.UseAssistant();
        return app;
    }

    private static async Task StartAsync(WebApplication app, CancellationToken cancellationToken)
    {
        foreach (var address in app.Configuration[WebHostDefaults.ServerUrlsKey]!.Split(';', StringSplitOptions.RemoveEmptyEntries))
            EnsureFree(BindingAddress.Parse(address));
        await app.Services.GetRequiredService<Exposure>().StartingAsync(cancellationToken);
        try
        {
            // Not to be interrupted: that would be logged as a failure of every part, and the start takes a moment only.
            await app.StartAsync(CancellationToken.None);
        }
        catch (IOException exception) when (exception.InnerException is AddressInUseException)
        {
            throw InUse(exception.Message.TrimEnd('.'));
        }
    }

    /// <summary>Looks before the host is started, which would log its own failure at length. Somebody who takes the port a moment later is still caught above.</summary>
    private static void EnsureFree(BindingAddress address)
    {
        if (address.Port == 0 || !IPAddress.TryParse(address.Host == "localhost" ? "127.0.0.1" : address.Host.Trim('[', ']'), out var ip))
            return;
        using var socket = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(ip, address.Port));
            socket.Listen();
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw InUse($"something else listens on {address} already");
        }
        catch (SocketException exception)
        {
            throw new UserException($"{address} cannot be listened on: {exception.Message}. Give another: assistant up --urls {DefaultUrls}");
        }
    }

    private static UserException InUse(string what) => new($"{what}. Stop it, or give another address: assistant up --urls http://127.0.0.1:5081");
}
