module wallet.example/client

go 1.19
